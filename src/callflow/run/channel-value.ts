import type { CallContext } from './script.ts'

/**
 * What Kazoo's custom channel variables say of a call, by its names: who calls, which flow, the priority and the group that `set_variable`
 * sets. What other steps set is no part of them. Empty for what is not known.
 */
const channelVariables: Readonly<Record<string, (call: CallContext) => string>> = {
  account_id: ({ design }) => design.account?.id ?? '',
  account_name: ({ design }) => design.account?.name ?? '',
  account_realm: ({ design }) => design.account?.sipRealm ?? '',
  authorizing_id: ({ caller: { origin } }) => (origin.kind === 'device' ? origin.deviceId : (origin.trunkId ?? '')),
  authorizing_type: ({ caller: { origin } }) => (origin.kind === 'device' ? 'device' : 'resource'),
  owner_id: ({ caller: { origin } }) => (origin.kind === 'device' ? (origin.userId ?? '') : ''),
  callflow_id: ({ callflowId }) => callflowId,
  call_priority: ({ priority }) => (priority === 0 ? '' : String(priority)),
  group_id: ({ variables }) => variables['group_id'] ?? '',
}

/** As Kazoo compares names: `Call-Priority` is `call_priority`. */
const normal = (name: string) => name.toLowerCase().replaceAll('-', '_')

export const isChannelVariable = (name: string): boolean => Object.hasOwn(channelVariables, normal(name))

export function channelValue(call: CallContext, name: string): string {
  const known = normal(name)
  return Object.hasOwn(channelVariables, known) ? (channelVariables[known]?.(call) ?? '') : ''
}
