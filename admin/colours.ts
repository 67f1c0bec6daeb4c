/** Those of the account pages (core/pages/stylesheet.ts): every text meets WCAG 2.2 AA on its ground. */
export interface Colours {
  mode: 'light' | 'dark'
  ground: string
  card: string
  edge: string
  fieldEdge: string
  text: string
  soft: string
  accent: string
  accentOver: string
  onAccent: string
  tint: string
  good: string
  bad: string
  warning: string
}

export const light: Colours = {
  mode: 'light',
  ground: '#f3f5f8',
  card: '#ffffff',
  edge: '#e3e7ee',
  fieldEdge: '#7b8494',
  text: '#1b2430',
  soft: '#525b69',
  accent: '#1f5fd6',
  accentOver: '#184fb4',
  onAccent: '#ffffff',
  tint: '#e8f0fe',
  good: '#0b7a4b',
  bad: '#c02626',
  warning: '#8a5a00'
}

export const dark: Colours = {
  mode: 'dark',
  ground: '#12151a',
  card: '#1c2129',
  edge: '#2b323d',
  fieldEdge: '#737e8e',
  text: '#f0f3f7',
  soft: '#b3bcc9',
  accent: '#8ab4ff',
  accentOver: '#a9c8ff',
  onAccent: '#0d1f3f',
  tint: '#22314d',
  good: '#6ee0a8',
  bad: '#ff9a94',
  warning: '#ffcf70'
}
