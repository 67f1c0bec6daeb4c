import { Card } from '@mui/material'
import { Create, Edit, type TransformData, useRecordContext } from 'react-admin'
import { RemoveButton } from '../../components/remove-button.tsx'
import { RowForm } from '../../components/row-form.tsx'
import { useIsSuperuser } from '../../session.ts'
import { keysOf, optionalKeys } from './provider-keys.ts'
import { SocialAppInputs } from './social-app-inputs.tsx'
import { TestSection } from './test-section.tsx'

/** The client secret is typed anew, removed, or left as it is; keys of another provider, that was chosen before, go. */
const asChosen: TransformData = ({ remove_secret, ...app }) => {
  const others = optionalKeys.filter(key => !keysOf(app.provider).includes(key))
  return {
    ...app,
    ...(remove_secret === true && { secret: '' }),
    ...Object.fromEntries(others.map(key => [key, '']))
  }
}

export const SocialAppCreate = () => (
  <Create redirect="edit" transform={asChosen}>
    <RowForm>
      <SocialAppInputs />
    </RowForm>
  </Create>
)

export const SocialAppEdit = () => (
  <Edit mutationMode="pessimistic" redirect={false} actions={false} component="div" transform={asChosen}>
    <SocialAppForm />
    <TestSection />
  </Edit>
)

function SocialAppForm() {
  const app = useRecordContext()
  const isReadOnly = !useIsSuperuser()
  return (
    <Card>
      <RowForm isReadOnly={isReadOnly} remove={<RemoveButton name={app?.name} toList />}>
        <SocialAppInputs isReadOnly={isReadOnly} />
      </RowForm>
    </Card>
  )
}
