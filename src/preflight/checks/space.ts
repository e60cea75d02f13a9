/** Whether the disks that are to be made fit. Storages may promise more than they have, so this only warns. */
import { bytesText } from '../../bytes.ts'
import type { WholeFacts } from '../facts.ts'
import { fine, warning, type Finding } from '../finding.ts'
import { named, type HostPlan } from '../planned.ts'

const gibibyte = 1024 ** 3

export function checkSpace({ host, facts, guests }: HostPlan<WholeFacts>): readonly Finding[] {
  const place = { check: 'space', host } as const
  const disks = guests
    .filter(({ exists }) => !exists)
    .flatMap(({ key, space }) => space.map((disk) => ({ key, ...disk })))
  const names = [...new Set(disks.map(({ datastore }) => datastore))]
  return names.flatMap((name) => {
    const free = facts.storages.find((storage) => storage.name === name)?.free
    if (free === undefined) return []
    const here = disks.filter(({ datastore }) => datastore === name)
    const needed = here.reduce((sum, { gib }) => sum + gib * gibibyte, 0)
    const text = `${name} has ${bytesText(free)} free, and new disks come to ${bytesText(needed)}`
    if (free >= needed) return [fine(place, text)]
    const keys = [...new Set(here.map(({ key }) => key))]
    return [
      warning(
        place,
        `${text} (${named(keys)})`,
        `make room on ${name}, or smaller disks (disk: in the manifest or preset)`,
      ),
    ]
  })
}
