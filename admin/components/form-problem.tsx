import { Alert } from '@mui/material'
import { useFormContext, useFormState } from 'react-hook-form'

/** What is wrong with the form as a whole, or with what it has no input for. It goes with the next attempt to save. */
export function FormProblem() {
  const { control } = useFormContext()
  const { root, ...fields } = useFormState().errors as Record<string, { message?: string; serverError?: Problem }>
  const homeless = Object.entries(fields).filter(([name]) => !control._names.mount.has(name))
  const problems = [root?.serverError, ...homeless.map(([, problem]) => problem)].flatMap(
    problem => problem?.message ?? []
  )
  if (problems.length === 0) return null
  return (
    <Alert severity="error" sx={{ width: '100%', mb: 1 }}>
      {problems.join(' ')}
    </Alert>
  )
}

interface Problem {
  message?: string
}
