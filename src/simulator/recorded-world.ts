/** The host on which the answers of the real API were recorded, as it was before the first of them. */
import type { WorldPlan } from './world.ts'

/** The image with a small Linux and an agent that its guests were made from. @internal */
export const guestImage = 'vmstore:import/guest.qcow2'

export const recordedPlan: WorldPlan = {
  nodeNames: ['pve'],
  rootPassword: 'rig-root-pw',
  storages: [
    { storage: 'local', path: '/var/lib/vz', content: ['vztmpl', 'iso', 'backup'] },
    { storage: 'vmstore', path: '/var/lib/vmstore', content: ['images', 'rootdir', 'import', 'snippets'] },
  ],
  bridges: ['vmbr0'],
  recorded: true,
  images: { [guestImage]: 100_663_296 },
  systems: { [guestImage]: 'busybox' },
}
