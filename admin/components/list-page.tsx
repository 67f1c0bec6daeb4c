import type { ReactElement, ReactNode } from 'react'
import {
  CreateButton,
  FilterButton,
  List,
  Pagination,
  type SortPayload,
  TopToolbar,
  useResourceDefinition
} from 'react-admin'
import { EmptyList } from './empty-list.tsx'

interface Props {
  sort: SortPayload
  filters?: ReactElement[]
  children: ReactNode
}

/** A list of the API: so many rows a page as it gives, with its filters. */
export const ListPage = ({ sort, filters, children }: Props) => (
  <List
    perPage={25}
    sort={sort}
    exporter={false}
    actions={
      <Actions hasFilters={filters?.some(({ props }) => !(props as { alwaysOn?: boolean }).alwaysOn) === true} />
    }
    empty={<EmptyList />}
    pagination={<Pagination rowsPerPageOptions={[25, 50, 100]} />}
    {...(filters !== undefined && { filters })}
  >
    {children}
  </List>
)

function Actions({ hasFilters }: { hasFilters: boolean }) {
  const { hasCreate } = useResourceDefinition()
  return (
    <TopToolbar>
      {hasFilters && <FilterButton disableSaveQuery />}
      {hasCreate === true && <CreateButton />}
    </TopToolbar>
  )
}
