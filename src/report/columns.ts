/** Lines up text in columns by the width that it takes on a terminal. */

// Letters that take a cell although Unicode calls them format characters.
const visible = /^[\u0600-\u0605\u06dd\u070f\u0890\u0891\u08e2\u{110bd}\u{110cd}]$/u
// Marks that sit on the letter before, and the vowels and finals of a Korean syllable written in parts.
const none = /^[\p{Mn}\p{Me}\p{Cf}\u1160-\u11ff\ud7b0-\ud7ff]$/u
// A flag is two of these, each a cell.
const half = /^\p{Regional_Indicator}$/u
// East Asian wide and full-width forms, and pictures.
const wide =
  /^[\p{Emoji_Presentation}\u1100-\u115f\u2329\u232a\u2630-\u2637\u268a-\u268f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe10-\ufe19\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{16fe0}-\u{18dff}\u{1aff0}-\u{1b2ff}\u{1d300}-\u{1d376}\u{1f200}-\u{1f265}\u{20000}-\u{3fffd}]$/u
/** After a character that can be a picture: draw it as one. */
const asPicture = '\ufe0f'
// What styleText adds for colour.
// oxlint-disable-next-line no-control-regex
const styling = /\u001b\[[0-9;]*m/g
const ascii = /^[ -~]*$/

/** Cells that the text takes; colour takes none. */
export function displayWidth(text: string): number {
  if (ascii.test(text)) return text.length
  let width = 0
  let last = 0
  for (const character of text.replace(styling, '')) {
    last = character === asPicture ? Number(last === 1) : cells(character)
    width += last
  }
  return width
}

function cells(character: string): 0 | 1 | 2 {
  if (none.test(character) && !visible.test(character)) return 0
  return wide.test(character) && !half.test(character) ? 2 : 1
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
