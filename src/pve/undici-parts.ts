/** What it takes of undici to talk to a host: all of it takes longer to load than the whole look at one. */
import type { Dispatcher } from 'undici'
import request from 'undici/lib/api/api-request.js'

export { default as buildConnector } from 'undici/lib/core/connect.js'
export { default as Pool } from 'undici/lib/dispatcher/pool.js'

export const requestOn = (to: Dispatcher, what: Dispatcher.RequestOptions): Promise<Dispatcher.ResponseData> =>
  request.call(to, what)
