/** The host of the recordings: its storages and what lay on them. */
import type { WorldPlan } from '../../../src/simulator/world.ts'

export const guestImage = 'vmstore:import/guest.qcow2'

export const recordedWorld = (rootPassword: string): WorldPlan => ({
  nodeNames: ['pve'],
  rootPassword,
  storages: [
    { storage: 'local', path: '/var/lib/vz', content: ['vztmpl', 'iso', 'backup'] },
    { storage: 'vmstore', path: '/var/lib/vmstore', content: ['images', 'rootdir', 'import', 'snippets'] },
  ],
  bridges: ['vmbr0'],
  images: { [guestImage]: 100_663_296 },
})
