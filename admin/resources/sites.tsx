import SiteIcon from '@mui/icons-material/LanguageOutlined'
import { Chip } from '@mui/material'
import {
  Create,
  DataTable,
  Edit,
  type ResourceProps,
  required,
  TextField,
  TextInput,
  useRecordContext,
  useTranslate
} from 'react-admin'
import { loadSession } from '../api.ts'
import { Nothing, RowLink } from '../components/fields.tsx'
import { ListPage } from '../components/list-page.tsx'
import { RemoveButton } from '../components/remove-button.tsx'
import { RowForm } from '../components/row-form.tsx'
import { Rows } from '../components/rows.tsx'
import { useIsSuperuser } from '../session.ts'

const words = 'resources.sites'

const SiteList = () => (
  <ListPage sort={{ field: 'id', order: 'ASC' }}>
    <Rows page="edit" card={{ primary: <TextField source="domain" />, secondary: <TextField source="name" /> }}>
      <DataTable.NumberCol source="id" />
      <DataTable.Col source="domain" disableSort>
        <RowLink source="domain" />
      </DataTable.Col>
      <DataTable.Col source="name" disableSort />
      <DataTable.Col source="is_current" disableSort>
        <Current />
      </DataTable.Col>
    </Rows>
  </ListPage>
)

function Current() {
  const translate = useTranslate()
  const site = useRecordContext()
  if (site?.is_current !== true) return <Nothing />
  return <Chip size="small" color="success" variant="outlined" label={translate(`${words}.current`)} />
}

const SiteInputs = ({ isReadOnly = false }: { isReadOnly?: boolean }) => (
  <>
    <TextInput
      source="domain"
      validate={required()}
      readOnly={isReadOnly}
      helperText={`${words}.help.domain`}
      autoComplete="off"
    />
    <TextInput
      source="name"
      validate={required()}
      readOnly={isReadOnly}
      helperText={`${words}.help.name`}
      autoComplete="off"
    />
  </>
)

const SiteCreate = () => (
  <Create redirect="list">
    <RowForm>
      <SiteInputs />
    </RowForm>
  </Create>
)

/** The bar calls the site by its name: it is asked for anew once it may have another. */
const SiteEdit = () => (
  <Edit mutationMode="pessimistic" actions={false} mutationOptions={{ onSettled: loadSession }}>
    <SiteForm />
  </Edit>
)

function SiteForm() {
  const site = useRecordContext()
  const isReadOnly = !useIsSuperuser()
  return (
    <RowForm isReadOnly={isReadOnly} remove={<RemoveButton name={site?.domain} toList />}>
      <SiteInputs isReadOnly={isReadOnly} />
    </RowForm>
  )
}

export const sites: ResourceProps = {
  name: 'sites',
  icon: SiteIcon,
  list: SiteList,
  create: SiteCreate,
  edit: SiteEdit,
  recordRepresentation: 'domain'
}
