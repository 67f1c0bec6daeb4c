/** The row of a statement that returns one. */
export function only<Row>(rows: readonly Row[]): Row {
  const [row] = rows
  if (row === undefined) throw new RangeError('a statement returned no row')
  return row
}
