/** Colour by meaning, or none. */
import { styleText } from 'node:util'

export interface Paint {
  good(text: string): string
  attention(text: string): string
  bad(text: string): string
  faint(text: string): string
  strong(text: string): string
}

const same = (text: string): string => text

export const noPaint: Paint = { good: same, attention: same, bad: same, faint: same, strong: same }

// Whether the stream takes colour was decided by the caller, so styleText is not to ask again.
const styled = (style: Parameters<typeof styleText>[0]) => (text: string) =>
  text === '' ? '' : styleText(style, text, { validateStream: false })

export const colourPaint: Paint = {
  good: styled('green'),
  attention: styled('yellow'),
  bad: styled('red'),
  faint: styled('dim'),
  strong: styled('bold'),
}
