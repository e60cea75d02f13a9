/** Amounts of bytes as people read them. */

const units = ['B', 'kB', 'MB', 'GB', 'TB']

/** e.g. `1.9 GB`. */
export function bytesText(bytes: number): string {
  let amount = bytes
  let unit = 0
  while (amount >= 1000 && unit < units.length - 1) {
    amount /= 1000
    unit += 1
  }
  return `${unit === 0 || amount >= 100 ? Math.round(amount) : amount.toFixed(1)} ${units[unit]}`
}
