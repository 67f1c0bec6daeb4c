import { Button } from '@mui/material'
import { type ReactNode, useState } from 'react'
import { Confirm, useTranslate } from 'react-admin'

interface Props {
  label: string
  /** For whoever hears the page: which row it is about. */
  about?: string
  icon?: ReactNode
  title: string
  text: string
  isHarmful?: boolean
  act: () => Promise<unknown>
}

/** A button that asks before it acts. */
export function ConfirmButton({ label, about, icon, title, text, isHarmful = false, act }: Props) {
  const translate = useTranslate()
  const [isOpen, setOpen] = useState(false)
  const [isBusy, setBusy] = useState(false)
  async function confirm() {
    setOpen(false)
    setBusy(true)
    await act()
    setBusy(false)
  }
  return (
    <>
      <Button
        size="small"
        color={isHarmful ? 'error' : 'primary'}
        startIcon={icon}
        disabled={isBusy}
        onClick={event => {
          event.stopPropagation()
          setOpen(true)
        }}
        {...(about !== undefined && { 'aria-label': `${label}: ${about}` })}
      >
        {label}
      </Button>
      <Confirm
        isOpen={isOpen}
        title={title}
        content={text}
        confirm={label}
        cancel={translate('ra.action.cancel')}
        confirmColor={isHarmful ? 'warning' : 'primary'}
        onConfirm={confirm}
        onClose={() => setOpen(false)}
      />
    </>
  )
}
