import { List, ListItem, ListItemButton, ListItemText, Skeleton, type Theme, useMediaQuery } from '@mui/material'
import type { ReactNode } from 'react'
import {
  DataTable,
  type DataTableProps,
  LinkBase,
  ListNoResults,
  type RaRecord,
  RecordContextProvider,
  useCreatePath,
  useListContext,
  useResourceContext
} from 'react-admin'

interface Card {
  primary: ReactNode
  secondary?: ReactNode
  /** What can be done with the row, for rows without a page of their own. */
  action?: ReactNode
}

type Props = Omit<DataTableProps, 'rowClick' | 'ref'> & {
  card: Card
  /** The page of a row; false when it has none. */
  page: 'edit' | 'show' | false
}

/** Rows as a table, and in narrow windows as cards. */
export function Rows({ card, page, children, ...table }: Props) {
  const isNarrow = useMediaQuery<Theme>(theme => theme.breakpoints.down('md'))
  if (isNarrow) return <Cards card={card} page={page} />
  return (
    <DataTable bulkActionButtons={false} rowClick={page} {...table}>
      {children}
    </DataTable>
  )
}

function Cards({ card, page }: { card: Card; page: Props['page'] }) {
  const { data, isPending } = useListContext()
  const path = useCreatePath()
  const resource = useResourceContext() ?? ''
  if (isPending) return <Skeleton variant="rounded" height={160} sx={{ m: 2 }} />
  if (data === undefined || data.length === 0) return <ListNoResults />
  return (
    <List disablePadding>
      {data.map((record: RaRecord) => (
        <RecordContextProvider key={record.id} value={record}>
          {page === false ? (
            <ListItem divider sx={{ flexWrap: 'wrap' }}>
              <CardText {...card} />
              {card.action}
            </ListItem>
          ) : (
            <ListItem divider disablePadding>
              <ListItemButton component={LinkBase} to={path({ resource, type: page, id: record.id })}>
                <CardText {...card} />
              </ListItemButton>
            </ListItem>
          )}
        </RecordContextProvider>
      ))}
    </List>
  )
}

const CardText = ({ primary, secondary }: Card) => (
  <ListItemText
    primary={primary}
    secondary={secondary}
    slotProps={{
      primary: { component: 'div', sx: { fontWeight: 600, overflowWrap: 'anywhere' } },
      secondary: { component: 'div', sx: { overflowWrap: 'anywhere' } }
    }}
  />
)
