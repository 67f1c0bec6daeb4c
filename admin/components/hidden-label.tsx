import { Box } from '@mui/material'
import { visuallyHidden } from '@mui/utils'
import { useTranslate } from 'react-admin'

/** A heading for who hears the page, where it is plain to see what stands below. */
export const HiddenLabel = ({ word }: { word: string }) => (
  <Box component="span" sx={visuallyHidden}>
    {useTranslate()(word)}
  </Box>
)
