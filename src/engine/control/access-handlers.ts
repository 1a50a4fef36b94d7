import { MAX_TOKENS } from './paired-tokens.ts'
import { os } from './implement-control.ts'
import { roles } from './access-contract.ts'

/** Who may ask, and how others come to be among them. */
export const accessHandlers = {
  whoAmI: os.access.whoAmI.handler(({ context: { who } }) => ({
    id: who.tokenId ?? null,
    name: who.name,
    role: roles.find((role) => role === who.role) ?? 'read',
  })),
  offerPairing: os.access.offerPairing.handler(async ({ input, context, errors }) => {
    const offered = await context.access.offerPairing({ role: input.role, name: input.name })
    if (!offered) {
      throw errors.NOT_LISTENING({
        message: 'The engine listens for no app beyond this machine: start it with --control-listen HOST.',
      })
    }
    const { code, endsMs, remote } = offered
    return { code, endsMs, fingerprint: remote.fingerprint, urls: [...remote.urls] }
  }),
  pair: os.access.pair.handler(async ({ input, context, errors }) => {
    const paired = await context.access.pair(input, context.source)
    if (paired.ok) {
      const { token, name, role, confirmation } = paired
      return { token, name, role, confirmation }
    }
    switch (paired.why) {
      case 'wrong':
        throw errors.WRONG_CODE({ message: 'The code is wrong, or none is offered now.' })
      case 'too-many':
        throw errors.TOO_MANY({ message: 'Too many tries from there. Wait a minute.' })
      case 'full':
        throw errors.FULL({ message: `${MAX_TOKENS} apps are paired, and no more can be: revoke some.` })
      case 'over':
        throw errors.CODE_OVER({ message: over[paired.because], data: { why: paired.because } })
    }
  }),
  tokens: os.access.tokens.handler(({ context }) => context.access.tokens()),
  revoke: os.access.revoke.handler(async ({ input, context, errors }) => {
    if (!(await context.access.revoke(input.id))) throw errors.NOT_FOUND({ message: `There is no token ${input.id}.` })
    return { revoked: true as const }
  }),
  leave: os.access.leave.handler(async ({ context: { access, who } }) => ({
    left: await access.leave(who),
  })),
}

const over = {
  used: 'The code was used already. Ask for another.',
  late: 'The code is more than ten minutes old. Ask for another.',
  spoilt: 'The code is spoilt by five wrong tries. Ask for another.',
  replaced: 'Another code was made after this one. Use that.',
} as const
