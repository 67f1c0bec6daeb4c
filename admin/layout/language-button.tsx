import CheckIcon from '@mui/icons-material/Check'
import TranslateIcon from '@mui/icons-material/Translate'
import { IconButton, ListItemIcon, ListItemText, Menu, MenuItem, Tooltip } from '@mui/material'
import { useId, useState } from 'react'
import { useLocaleState, useTranslate } from 'react-admin'
import { locales } from '../i18n/provider.ts'

/** The languages, each by its own name. What is chosen is remembered. */
export function LanguageButton() {
  const translate = useTranslate()
  const [locale, setLocale] = useLocaleState()
  const [anchor, setAnchor] = useState<HTMLElement | null>(null)
  const id = useId()
  const isOpen = anchor !== null
  const label = `${translate('admin.language')}: ${locales.find(({ locale: own }) => own === locale)?.name}`
  return (
    <>
      <Tooltip title={label}>
        <IconButton
          color="inherit"
          aria-label={label}
          aria-haspopup="menu"
          aria-expanded={isOpen}
          aria-controls={isOpen ? id : undefined}
          onClick={event => setAnchor(event.currentTarget)}
        >
          <TranslateIcon />
        </IconButton>
      </Tooltip>
      <Menu id={id} anchorEl={anchor} open={isOpen} onClose={() => setAnchor(null)}>
        {locales.map(({ locale: own, name }) => (
          <MenuItem
            key={own}
            lang={own}
            selected={own === locale}
            aria-current={own === locale}
            onClick={() => {
              setAnchor(null)
              setLocale(own)
            }}
          >
            <ListItemIcon>{own === locale && <CheckIcon fontSize="small" />}</ListItemIcon>
            <ListItemText>{name}</ListItemText>
          </MenuItem>
        ))}
      </Menu>
    </>
  )
}
