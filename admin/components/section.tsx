import { Box, Card, Typography } from '@mui/material'
import { type ReactNode, useId } from 'react'

interface Props {
  title: string
  text?: ReactNode
  action?: ReactNode
  /** Without a margin inside, for tables. */
  isFlush?: boolean
  children: ReactNode
}

/** A part of a page, with its heading. */
export function Section({ title, text, action, isFlush = false, children }: Props) {
  const id = useId()
  return (
    <Card component="section" aria-labelledby={id} sx={{ mt: 2 }}>
      <Box sx={{ display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: 1, px: 2.5, pt: 2, pb: 1 }}>
        <Box sx={{ flex: '1 1 12rem', minWidth: 0 }}>
          <Typography id={id} variant="h6" component="h2">
            {title}
          </Typography>
          {text !== undefined && (
            <Typography variant="body2" color="textSecondary">
              {text}
            </Typography>
          )}
        </Box>
        {action}
      </Box>
      <Box sx={isFlush ? {} : { px: 2.5, pb: 2.5 }}>{children}</Box>
    </Card>
  )
}
