import type { RaThemeOptions } from 'react-admin'
import { type Colours, dark, light } from './colours.ts'

/** The system's, with Korean ones. */
const fonts = [
  '-apple-system',
  'BlinkMacSystemFont',
  '"Segoe UI"',
  'Roboto',
  '"Apple SD Gothic Neo"',
  '"Noto Sans KR"',
  '"Noto Sans CJK KR"',
  '"Malgun Gothic"',
  'NanumGothic',
  '"Nanum Gothic"',
  'sans-serif'
].join(', ')

/** What react-admin looks like, in these colours. */
function theme(colours: Colours): RaThemeOptions {
  const focused = { outline: `3px solid ${colours.accent}`, outlineOffset: 2 }
  return {
    palette: {
      mode: colours.mode,
      primary: { main: colours.accent, dark: colours.accentOver, contrastText: colours.onAccent },
      secondary: { main: colours.card, contrastText: colours.text },
      background: { default: colours.ground, paper: colours.card },
      text: { primary: colours.text, secondary: colours.soft },
      divider: colours.edge,
      success: { main: colours.good },
      error: { main: colours.bad },
      warning: { main: colours.warning },
      info: { main: colours.accent }
    },
    shape: { borderRadius: 10 },
    typography: {
      fontFamily: fonts,
      h4: { fontSize: '1.5rem', fontWeight: 700, letterSpacing: '-0.02em', lineHeight: 1.35 },
      h5: { fontSize: '1.25rem', fontWeight: 700 },
      h6: { fontSize: '1.0625rem', fontWeight: 700 },
      button: { textTransform: 'none', fontWeight: 600 }
    },
    sidebar: { width: 232, closedWidth: 56 },
    components: {
      MuiCssBaseline: {
        styleOverrides: {
          body: { wordBreak: 'keep-all', overflowWrap: 'break-word' },
          ':focus-visible': focused
        }
      },
      MuiButtonBase: { styleOverrides: { root: { '&.Mui-focusVisible, &:focus-visible': focused } } },
      MuiLink: { styleOverrides: { root: { '&:focus-visible': focused } }, defaultProps: { underline: 'hover' } },
      MuiPaper: {
        styleOverrides: { root: { backgroundImage: 'none' }, elevation1: { boxShadow: 'none' } }
      },
      MuiCard: {
        styleOverrides: { root: { border: `1px solid ${colours.edge}`, borderRadius: 14, boxShadow: 'none' } }
      },
      MuiAppBar: {
        defaultProps: { elevation: 0 },
        styleOverrides: { root: { borderBottom: `1px solid ${colours.edge}` } }
      },
      MuiButton: { defaultProps: { disableElevation: true }, styleOverrides: { root: { borderRadius: 10 } } },
      MuiIconButton: { styleOverrides: { root: { minWidth: 36, minHeight: 36 } } },
      // It turns for a moment and has no name; what it waits for is told when it is there.
      MuiCircularProgress: { defaultProps: { 'aria-hidden': true, role: 'presentation' } },
      MuiChip: { styleOverrides: { root: { fontWeight: 600 } } },
      MuiTextField: {
        defaultProps: { variant: 'outlined', margin: 'dense', size: 'small', fullWidth: true }
      },
      MuiFormControl: {
        defaultProps: { variant: 'outlined', margin: 'dense', size: 'small', fullWidth: true }
      },
      MuiAutocomplete: { defaultProps: { fullWidth: true } },
      MuiOutlinedInput: {
        styleOverrides: {
          root: { backgroundColor: colours.card },
          notchedOutline: { borderColor: colours.fieldEdge }
        }
      },
      // What can only be read is read by many: it stays as clear as any other soft text.
      MuiInputBase: { styleOverrides: { input: { '&.Mui-disabled': { WebkitTextFillColor: colours.soft } } } },
      MuiInputLabel: { styleOverrides: { root: { '&.Mui-disabled': { color: colours.soft } } } },
      MuiFormControlLabel: { styleOverrides: { label: { '&.Mui-disabled': { color: colours.soft } } } },
      MuiFormHelperText: {
        styleOverrides: {
          root: { marginLeft: 2, '&, &.Mui-disabled': { color: colours.soft }, '&.Mui-error': { color: colours.bad } }
        }
      },
      MuiTableCell: {
        styleOverrides: {
          root: { borderBottomColor: colours.edge, padding: '10px 12px' },
          head: { fontWeight: 600, color: colours.soft, whiteSpace: 'nowrap' }
        }
      },
      MuiDialog: { styleOverrides: { paper: { borderRadius: 16 } } },
      MuiAlert: { styleOverrides: { root: { borderRadius: 10 } } },
      MuiTooltip: { defaultProps: { enterDelay: 400 } },
      RaLayout: {
        styleOverrides: {
          root: {
            minWidth: 0,
            '& .RaLayout-content': { minWidth: 0, padding: '0 24px 48px' },
            '@media (max-width: 599.95px)': { '& .RaLayout-content': { padding: '0 12px 32px' } }
          }
        }
      },
      RaSidebar: {
        styleOverrides: {
          root: { '& .MuiPaper-root': { backgroundColor: colours.card, borderRight: `1px solid ${colours.edge}` } }
        }
      },
      RaList: { styleOverrides: { root: { '& .RaList-main, & .RaList-content': { minWidth: 0, boxShadow: 'none' } } } },
      RaShow: { styleOverrides: { root: { '& .RaShow-main': { minWidth: 0 } } } },
      RaEdit: { styleOverrides: { root: { '& .RaEdit-main': { minWidth: 0 } } } },
      // In narrow windows they would be white.
      RaTopToolbar: { styleOverrides: { root: { '&&': { backgroundColor: 'transparent' } } } },
      RaListToolbar: { styleOverrides: { root: { '&&': { backgroundColor: 'transparent' } } } },
      RaToolbar: {
        styleOverrides: {
          root: {
            '&.RaToolbar-desktopToolbar': { backgroundColor: 'transparent' },
            '&.RaToolbar-mobileToolbar': { backgroundColor: colours.card, borderTop: `1px solid ${colours.edge}` }
          }
        }
      },
      RaDataTable: {
        styleOverrides: {
          root: {
            '& .RaDataTable-tableWrapper': { overflowX: 'auto' },
            '& .RaDataTable-headerCell': { backgroundColor: colours.card },
            '& .RaDataTable-row:last-child td': { borderBottom: 0 }
          }
        }
      }
    }
  }
}

export const lightTheme = theme(light)
export const darkTheme = theme(dark)
