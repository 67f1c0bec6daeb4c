import { CheckboxGroupInput, ReferenceArrayInput } from 'react-admin'

/** The groups of a user, all of them to choose from. */
export const GroupsInput = ({ isReadOnly = false }: { isReadOnly?: boolean }) => (
  <ReferenceArrayInput source="groups" reference="groups" sort={{ field: 'name', order: 'ASC' }} perPage={100}>
    <CheckboxGroupInput label="resources.users.fields.groups" optionText="name" disabled={isReadOnly} row />
  </ReferenceArrayInput>
)
