import DeleteIcon from '@mui/icons-material/DeleteOutline'
import type { ReactNode } from 'react'
import {
  useCanAccess,
  useDataProvider,
  useRecordContext,
  useRedirect,
  useResourceContext,
  useTranslate
} from 'react-admin'
import { ConfirmButton } from './confirm-button.tsx'
import { useAct } from './use-api.ts'

interface Props {
  /** Where the words of the question stand; those of the resource when not given. */
  title?: string
  text?: string
  label?: string
  done?: string
  icon?: ReactNode
  /** What the row is called in the question. */
  name: string
  /** After it, the list is shown: for the page of the row itself. */
  toList?: boolean
}

/** Deletes the row at hand, or what that means for it, for who may. */
export function RemoveButton({ title, text, label, done, icon, name, toList = false }: Props) {
  const translate = useTranslate()
  const resource = useResourceContext() ?? ''
  const record = useRecordContext()
  const dataProvider = useDataProvider()
  const redirect = useRedirect()
  const act = useAct()
  const { canAccess } = useCanAccess({ action: 'delete', resource, ...(record !== undefined && { record }) })
  if (record === undefined || canAccess !== true) return null
  const remove = () =>
    act(
      () => dataProvider.delete(resource, { id: record.id, previousData: record }),
      done ?? 'ra.notification.deleted',
      { words: { smart_count: 1 }, ...(toList && { onDone: () => redirect('list', resource) }) }
    )
  return (
    <ConfirmButton
      label={translate(label ?? 'ra.action.delete')}
      about={name}
      icon={icon ?? <DeleteIcon />}
      title={translate(title ?? `resources.${resource}.delete_title`, { name })}
      text={translate(text ?? `resources.${resource}.delete_text`, { name })}
      isHarmful
      act={remove}
    />
  )
}
