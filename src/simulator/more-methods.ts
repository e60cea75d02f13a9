/** Methods that clients ask of every host and that the stripped schema leaves out, in the form of the schema. */

const node = { format: 'pve-node', type: 'string' }
const vmid = { format: 'pve-vmid', type: 'integer', minimum: 100, maximum: 999_999_999 }
const arch = { optional: 1, type: 'string', enum: ['x86_64', 'aarch64'] }
const flag = { optional: 1, type: 'boolean' }
const everybody = { user: 'all' }
const audit = (path: string, privilege: string) => ({ check: ['perm', path, [privilege]] })

const get = (properties: Record<string, unknown>, permissions: unknown) => ({
  GET: {
    permissions,
    parameters: { additionalProperties: 0, properties },
    ...('node' in properties ? { proxyto: 'node' } : {}),
  },
})

export const moreMethods: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  '/cluster/ha/resources': get({ type: { optional: 1, type: 'string', enum: ['ct', 'vm'] } }, audit('/', 'Sys.Audit')),
  '/cluster/sdn': get({}, audit('/sdn', 'SDN.Audit')),
  '/cluster/sdn/zones': get({ pending: flag, running: flag, type: { optional: 1, type: 'string' } }, everybody),
  '/cluster/sdn/vnets': get({ pending: flag, running: flag }, everybody),
  '/nodes/{node}/sdn/zones': get({ node }, everybody),
  '/nodes/{node}/lxc': get({ node }, everybody),
  '/nodes/{node}/lxc/{vmid}/config': get(
    { node, vmid, current: flag, snapshot: { optional: 1, type: 'string', format: 'pve-configid' } },
    audit('/vms/{vmid}', 'VM.Audit'),
  ),
  '/nodes/{node}/lxc/{vmid}/status/current': get({ node, vmid }, audit('/vms/{vmid}', 'VM.Audit')),
  '/nodes/{node}/subscription': get({ node }, everybody),
  '/nodes/{node}/capabilities/qemu/machines': get({ node, arch }, everybody),
  '/nodes/{node}/qemu/{vmid}/monitor': {
    POST: {
      permissions: { check: ['perm', '/vms/{vmid}', ['Sys.Audit', 'Sys.Modify'], 'any', 1] },
      parameters: { additionalProperties: 0, properties: { node, vmid, command: { type: 'string' } } },
      proxyto: 'node',
      protected: 1,
    },
  },
  '/nodes/{node}/capabilities/qemu/cpu': get({ node, arch }, everybody),
}
