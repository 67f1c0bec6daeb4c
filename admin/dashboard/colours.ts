import { useTheme } from '@mui/material/styles'

/** Six that differ in lightness too, each 3:1 against the card (WCAG 2.2, 1.4.11); what is left is grey. */
const light = ['#1f5fd6', '#cc7a00', '#0b7a4b', '#8a3ffc', '#c2185b', '#00707a']
const dark = ['#8ab4ff', '#ffc55c', '#6ee0a8', '#c9a4ff', '#ff9ac0', '#5fd6e0']

/** The colour of each method, by its place. */
export function useMethodColours(methods: string[]): Map<string, string> {
  const isDark = useTheme().palette.mode === 'dark'
  const colours = isDark ? dark : light
  return new Map(methods.map((method, index) => [method, colours[index] ?? (isDark ? '#9aa5b5' : '#697386')]))
}
