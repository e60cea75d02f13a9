/** Lines up text in columns by the width that it takes on a terminal. */

const none = /^[\p{Mark}\p{Cf}]$/u
// East Asian wide and full-width forms, and pictures.
const wide =
  /^[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]$/u
// What styleText adds for colour.
// oxlint-disable-next-line no-control-regex
const styling = /\u001b\[[0-9;]*m/g

/** Cells that the text takes; colour takes none. */
export function displayWidth(text: string): number {
  let width = 0
  for (const character of text.replace(styling, '')) {
    if (!none.test(character)) width += wide.test(character) ? 2 : 1
  }
  return width
}

export const padTo = (text: string, width: number): string => text + ' '.repeat(Math.max(0, width - displayWidth(text)))

/** Rows as lines with two blanks between columns; the last column is not padded. */
export function columns(rows: readonly (readonly string[])[]): readonly string[] {
  const widths: number[] = []
  for (const row of rows) {
    row.forEach((cell, index) => {
      widths[index] = Math.max(widths[index] ?? 0, displayWidth(cell))
    })
  }
  return rows.map((row) =>
    row
      .map((cell, index) => padTo(cell, widths[index] ?? 0))
      .join('  ')
      .trimEnd(),
  )
}
