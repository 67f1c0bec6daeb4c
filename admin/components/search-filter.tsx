import SearchIcon from '@mui/icons-material/Search'
import { InputAdornment } from '@mui/material'
import { TextInput } from 'react-admin'

/** Text to search a list by; what it looks at is said in its label. */
export const SearchFilter = ({ source, label }: { source: string; label: string; alwaysOn?: boolean }) => (
  <TextInput
    source={source}
    label={label}
    type="search"
    resettable={false}
    helperText={false}
    sx={{ minWidth: { sm: 320 } }}
    slotProps={{
      input: {
        endAdornment: (
          <InputAdornment position="end">
            <SearchIcon color="disabled" />
          </InputAdornment>
        )
      }
    }}
  />
)
