import CopyIcon from '@mui/icons-material/ContentCopy'
import { Box, Button } from '@mui/material'
import { useRef } from 'react'
import { useNotify, useTranslate } from 'react-admin'

/** A text to copy, with its button. */
export function Copyable({ text }: { text: string }) {
  const translate = useTranslate()
  const notify = useNotify()
  const code = useRef<HTMLElement>(null)
  const copy = async () => {
    const isCopied = code.current !== null && (await copyFrom(code.current))
    notify(isCopied ? 'copy.done' : 'copy.failed', { type: isCopied ? 'success' : 'warning' })
  }
  return (
    <Box
      sx={{
        display: 'flex',
        flexWrap: 'wrap',
        alignItems: 'center',
        gap: 1,
        my: 1,
        pl: 1.5,
        pr: 0.5,
        py: 0.5,
        borderRadius: 1,
        bgcolor: 'background.default',
        border: 1,
        borderColor: 'divider'
      }}
    >
      <Box ref={code} component="code" sx={{ flex: '1 1 12rem', minWidth: 0, fontSize: 14, overflowWrap: 'anywhere' }}>
        {text}
      </Box>
      <Button size="small" startIcon={<CopyIcon />} onClick={copy} aria-label={translate('copy.button_of', { text })}>
        {translate('copy.button')}
      </Button>
    </Box>
  )
}

/** Whether the text was copied. It stays selected where it could not be. */
async function copyFrom(element: HTMLElement): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(element.innerText)
    return true
  } catch {
    // The clipboard is open to pages by https and on this machine alone; the old way needs a selection.
    document.getSelection()?.selectAllChildren(element)
    return document.execCommand('copy')
  }
}
