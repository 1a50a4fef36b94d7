import type { ConnectionTrouble } from '../../../engine/control/client.ts'
import type { Deployment, Health } from '../../../engine/control/contract.ts'

/** Why an appliance is not at hand. */
export function troubleWords(
  trouble: ConnectionTrouble,
  { url, fingerprint }: { readonly url: string; readonly fingerprint: string },
): string {
  switch (trouble.kind) {
    case 'fingerprint':
      return (
        `The certificate at ${url} is not the one that this app was paired with. Nothing was sent. Either somebody else answers in its place, or the appliance was set up anew. ` +
        `It shows ${trouble.seen || 'none'}; it was ${fingerprint}. If that is right, remove this appliance and pair it again.`
      )
    case 'token':
      return `The appliance at ${url} does not know this app any more: its token was revoked there. Remove this appliance and pair it again.`
    case 'unreachable':
      return `${url} does not answer: ${trouble.reason}. It is tried again.`
  }
}

/** What of others is undone by deploying; undefined: nothing. `me`: the id of this app's token. */
export function lastWords({
  active,
  last,
  designId,
  me,
}: {
  readonly active: Health['activeBundle']
  readonly last: Deployment | undefined
  readonly designId: string
  readonly me: string
}): string | undefined {
  if (active === null) return undefined
  if (active.designId !== undefined && active.designId !== designId) {
    return `It runs another design, “${active.designName}”. Phones that are not in this design are not let in any more.`
  }
  if (last === undefined || last.byToken === me) return undefined
  const why = last.note === '' ? '' : ` (${last.note})`
  return `${last.by || 'Somebody'} deployed last${why}; what that changed and this design does not have is undone.`
}
