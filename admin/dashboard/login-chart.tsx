import { Box, Typography } from '@mui/material'
import { useTheme } from '@mui/material/styles'
import { useLocale, useTranslate } from 'react-admin'
import { useMethodName } from '../components/fields.tsx'
import { useMethodColours } from './colours.ts'
import { type Day, methodsOf } from './days.ts'
import { roundUp } from './round-up.ts'
import { useWidth } from './use-width.ts'

const height = 200
const margin = { left: 36, right: 12, bottom: 24, top: 8 }

/** A bar a day, in parts by how people logged in. Who cannot see it gets the sum in a sentence, and the table below. */
export function LoginChart({ days }: { days: Day[] }) {
  const [box, width] = useWidth()
  const { palette } = useTheme()
  const translate = useTranslate()
  const format = useDayFormat()
  const methods = methodsOf(days)
  const colours = useMethodColours(methods)
  const name = useMethodName()
  const top = roundUp(Math.max(...days.map(({ total }) => total)))
  const most = days.reduce((best, day) => (day.total > best.total ? day : best))
  const sum = days.reduce((all, { total }) => all + total, 0)
  const step = Math.max((width - margin.left - margin.right) / days.length, 1)
  const y = (count: number) => margin.top + (height - margin.top - margin.bottom) * (1 - count / top)
  const everyNth = Math.ceil(56 / step)
  const summary = { smart_count: sum, total: sum, date: format(most.date), most: most.total }

  return (
    <Box ref={box} sx={{ width: '100%' }}>
      <svg width={width} height={height} role="img" aria-label={translate('dashboard.logins_text', summary)}>
        {[0, top / 2, top].map(count => (
          <g key={count}>
            <line x1={margin.left} x2={width} y1={y(count)} y2={y(count)} stroke={palette.divider} />
            <text x={margin.left - 8} y={y(count) + 4} textAnchor="end" fontSize="12" fill={palette.text.secondary}>
              {count}
            </text>
          </g>
        ))}
        {days.map((day, index) => (
          <g key={day.date} transform={`translate(${margin.left + index * step} 0)`}>
            <title>{`${format(day.date)}: ${day.total}`}</title>
            <rect width={step} height={height} fill="transparent" />
            <Parts day={day} methods={methods} colours={colours} width={step} y={y} />
            {(days.length - 1 - index) % everyNth === 0 && (
              <text x={step / 2} y={height - 6} textAnchor="middle" fontSize="12" fill={palette.text.secondary}>
                {format(day.date)}
              </text>
            )}
          </g>
        ))}
      </svg>
      <Box sx={{ display: 'flex', flexWrap: 'wrap', columnGap: 2, rowGap: 0.5, mt: 1 }} aria-hidden>
        {methods.map(method => (
          <Typography key={method} variant="body2" sx={{ display: 'inline-flex', alignItems: 'center', gap: 0.75 }}>
            <Box sx={{ width: 12, height: 12, borderRadius: '3px', bgcolor: colours.get(method) }} />
            {name(method)}
          </Typography>
        ))}
      </Box>
    </Box>
  )
}

interface PartsProps {
  day: Day
  methods: string[]
  colours: Map<string, string>
  width: number
  y: (count: number) => number
}

function Parts({ day, methods, colours, width, y }: PartsProps) {
  const used = methods.filter(method => day.counts.has(method))
  return used.map((method, index) => {
    const below = used.slice(0, index).reduce((sum, other) => sum + (day.counts.get(other) ?? 0), 0)
    const above = below + (day.counts.get(method) ?? 0)
    // A line of the ground between the parts, where there is room for it.
    const part = Math.max(y(below) - y(above) - (index > 0 ? 1 : 0), 1)
    const gap = Math.min(4, width * 0.25)
    return (
      <rect key={method} x={gap / 2} y={y(above)} width={width - gap} height={part} rx={2} fill={colours.get(method)} />
    )
  })
}

/** A day of UTC in few letters, as in 11/30 or 11. 30. */
export function useDayFormat() {
  const format = new Intl.DateTimeFormat(useLocale(), { month: 'numeric', day: 'numeric', timeZone: 'UTC' })
  return (date: string) => format.format(new Date(date))
}
