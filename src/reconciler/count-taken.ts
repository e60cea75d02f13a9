/** Guests and networks that are taken away, in words. */

/** `2 guests`, `1 network`, `3 guests and networks`. */
export function countTaken(count: number, networks = 0): string {
  if (networks > 0 && networks < count) return `${count} guests and networks`
  return `${count} ${nounOf(networks)}${count === 1 ? '' : 's'}`
}

/** `this guest`, `these 2 networks`. */
export const whichTaken = (count: number, networks = 0): string =>
  count === 1 ? `this ${nounOf(networks)}` : `these ${countTaken(count, networks)}`

const nounOf = (networks: number): string => (networks === 0 ? 'guest' : 'network')
