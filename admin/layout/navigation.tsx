import HomeIcon from '@mui/icons-material/HomeOutlined'
import {
  Box,
  List,
  ListItemButton,
  ListItemIcon,
  ListItemText,
  type Theme,
  Tooltip,
  Typography,
  useMediaQuery
} from '@mui/material'
import { type ComponentType, createElement, useId } from 'react'
import {
  LinkBase,
  useGetResourceLabel,
  useLocation,
  useResourceDefinitions,
  useSidebarState,
  useTranslate
} from 'react-admin'

const groups = [
  { title: 'menu.users', resources: ['users', 'email-addresses', 'groups', 'sessions', 'tokens'] },
  { title: 'menu.social', resources: ['social-apps', 'social-accounts', 'social-tokens'] },
  { title: 'menu.site', resources: ['sites'] },
  { title: 'menu.audit', resources: ['events'] }
]

/** The menu: links in a nav, by groups with headings. */
export function Navigation() {
  const translate = useTranslate()
  const label = useGetResourceLabel()
  const definitions = useResourceDefinitions()
  const [open] = useSidebarState()
  return (
    <Box
      component="nav"
      aria-label={translate('menu.label')}
      sx={{ py: 1, width: theme => (open ? theme.sidebar.width : theme.sidebar.closedWidth), overflowX: 'hidden' }}
    >
      <List disablePadding>
        <Item to="/" label={translate('menu.front')} icon={HomeIcon} />
      </List>
      {groups.map(({ title, resources }) => (
        <Group key={title} title={translate(title)}>
          {resources.map(name => (
            <Item key={name} to={`/${name}`} label={label(name)} icon={definitions[name]?.icon} />
          ))}
        </Group>
      ))}
    </Box>
  )
}

function Group({ title, children }: { title: string; children: React.ReactNode }) {
  const id = useId()
  const [open] = useSidebarState()
  return (
    <Box sx={{ mt: 2 }}>
      <Typography
        id={id}
        variant="caption"
        component="p"
        noWrap
        sx={{ px: 2.5, mb: 0.5, fontWeight: 700, color: 'text.secondary', visibility: open ? 'visible' : 'hidden' }}
      >
        {title}
      </Typography>
      <List disablePadding aria-labelledby={id}>
        {children}
      </List>
    </Box>
  )
}

/** The icon is that of the resource, which is not known yet where the page has just changed its language. */
function Item({ to, label, icon }: { to: string; label: string; icon: ComponentType | undefined }) {
  const [open, setOpen] = useSidebarState()
  const isNarrow = useMediaQuery<Theme>(theme => theme.breakpoints.down('sm'))
  const { pathname } = useLocation()
  const isHere = to === '/' ? pathname === '/' : pathname === to || pathname.startsWith(`${to}/`)
  return (
    <li>
      <Tooltip title={open ? null : label} placement="right">
        <ListItemButton
          component={LinkBase}
          to={to}
          selected={isHere}
          aria-current={isHere ? 'page' : undefined}
          onClick={() => isNarrow && setOpen(false)}
          sx={{ mx: 1, px: 1.5, py: 0.75, minHeight: 40, borderRadius: 1 }}
        >
          <ListItemIcon sx={{ minWidth: 36, color: isHere ? 'primary.main' : 'text.secondary' }}>
            {icon !== undefined && createElement(icon)}
          </ListItemIcon>
          <ListItemText
            primary={label}
            slotProps={{ primary: { noWrap: true, variant: 'body2', sx: { fontWeight: isHere ? 700 : 500 } } }}
            sx={{ opacity: open ? 1 : 0 }}
          />
        </ListItemButton>
      </Tooltip>
    </li>
  )
}
