import { DataTable, DateTimeInput, TextField } from 'react-admin'
import { TimeField } from '../../components/fields.tsx'
import { ListPage } from '../../components/list-page.tsx'
import { Rows } from '../../components/rows.tsx'
import { UserInput } from '../../components/user-input.tsx'
import { AboutField, ByField, EventLink, EventName } from './event-fields.tsx'
import { EventInput } from './event-input.tsx'

const words = 'resources.events.filters'

const filters = [
  <EventInput key="event" source="event" label={`${words}.event`} alwaysOn />,
  <UserInput key="user" source="user" label={`${words}.user`} alwaysOn />,
  <DateTimeInput key="since" source="since" label={`${words}.since`} />,
  <DateTimeInput key="until" source="until" label={`${words}.until`} />
]

export const EventList = () => (
  <ListPage sort={{ field: 'id', order: 'DESC' }} filters={filters}>
    <Rows
      page="show"
      card={{
        primary: <EventName />,
        secondary: (
          <>
            <TextField source="username" /> · <TimeField source="created" />
          </>
        )
      }}
    >
      <DataTable.Col source="created" disableSort>
        <TimeField source="created" />
      </DataTable.Col>
      <DataTable.Col source="event" disableSort>
        <EventLink />
      </DataTable.Col>
      <DataTable.Col source="username" disableSort>
        <AboutField />
      </DataTable.Col>
      <DataTable.Col source="by" disableSort>
        <ByField />
      </DataTable.Col>
      <DataTable.Col source="ip_address" disableSort />
    </Rows>
  </ListPage>
)
