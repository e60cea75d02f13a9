/** Whether there are storages for what a guest is made of: disks, the seed ISO, and images to import. */
import { takes, type StorageView } from '../../pve/storages.ts'
import type { WholeFacts } from '../facts.ts'
import { fine, problem, warning, type Finding } from '../finding.ts'
import { named, type HostPlan } from '../planned.ts'

/** `datastore` is the one that the host's file names, where it names one. */
export function checkStorages(
  { host, facts, guests }: HostPlan<WholeFacts>,
  { datastore, isoDatastore }: { readonly datastore: string | null; readonly isoDatastore: string | null },
): readonly Finding[] {
  const place = { check: 'storages', host } as const
  const { storages } = facts
  const able = (content: string) => storages.filter(takes(content))
  const wanted = new Set([...(datastore === null ? [] : [datastore]), ...guests.flatMap((guest) => guest.datastores)])
  const findings: Finding[] = []
  for (const name of wanted) {
    if (able('images').some((storage) => storage.name === name)) continue
    const users = guests.filter((guest) => guest.datastores.includes(name)).map(({ key }) => key)
    const whose = users.length > 0 ? `, where disks of ${named(users)} go,` : `, which nodes/${host}.yaml names,`
    findings.push(
      problem(
        place,
        'Held',
        `storage ${name}${whose} ${complaint(storages, name, 'disks')}`,
        fixFor(storages, name, 'images', host),
      ),
    )
  }
  const isos = able('iso').filter(({ name }) => isoDatastore === null || name === isoDatastore)
  if (isos.length === 0) {
    const name = isoDatastore ?? 'local'
    findings.push(
      problem(
        place,
        'Held',
        `no storage takes the seed ISOs of guests: ${name} ${complaint(storages, name, 'ISO images')}`,
        fixFor(storages, name, 'iso', host),
      ),
    )
  }
  if (able('import').length === 0) {
    const message = 'no storage takes images to import: only template guests can be made from'
    findings.push(warning(place, message, fixFor(storages, 'local', 'import', host)))
  }
  if (findings.length > 0) return findings
  const shown = [...wanted, isos[0]?.name ?? ''].filter(
    (name, index, all) => name !== '' && all.indexOf(name) === index,
  )
  return [
    fine(
      place,
      `${shown.join(', ')}; images from ${able('import')
        .map(({ name }) => name)
        .join(', ')}`,
    ),
  ]
}

function complaint(storages: readonly StorageView[], name: string, what: string): string {
  const storage = storages.find((each) => each.name === name)
  if (!storage) return 'does not exist, or the token lacks Datastore.Audit on it'
  return storage.active ? `takes no ${what}` : 'is not active'
}

function fixFor(storages: readonly StorageView[], name: string, content: string, host: string): string {
  const storage = storages.find((each) => each.name === name)
  if (storage?.active) return `on the host: pvesm set ${name} --content ${[...storage.content, content].join(',')}`
  const others = storages.filter(takes(content)).map((each) => each.name)
  if (others.length > 0) return `name another in nodes/${host}.yaml: ${others.join(', ')}`
  return `on the host: pvesm status; then enable ${content} on a storage: pvesm set STORAGE --content …,${content}`
}
