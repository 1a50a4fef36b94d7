import type { DeploySure, Target } from '../deploy/target.ts'
import { api, type ApiContext, streamed } from './base.ts'

export const targetHandlers = {
  list: api.targets.list.handler(({ context }) =>
    context.app.targets.list().map((target) => ({ ...target.about, status: target.status() })),
  ),
  status: api.targets.status.handler(({ context, input }) => context.app.targets.get(input.targetId).status()),
  start: api.targets.start.handler(({ context, input }) => after(context, input, (target) => target.start())),
  stop: api.targets.stop.handler(({ context, input }) => after(context, input, (target) => target.stop(input))),
  rollBack: api.targets.rollBack.handler(({ context, input }) =>
    after(context, input, (target) => target.rollBack(input)),
  ),
  plan: api.targets.plan.handler(({ context, input }) =>
    context.app.targets.get(input.targetId).plan(context.app.design()),
  ),
  apply: api.targets.apply.handler(({ context, input, signal }) =>
    streamed(context, 'targets.apply', applying(context.app.targets.get(input.targetId), input, signal)),
  ),
  verify: api.targets.verify.handler(({ context, input }) => context.app.targets.get(input.targetId).verify()),
}

interface ToTarget {
  readonly targetId: string
}

async function after({ app }: ApiContext, { targetId }: ToTarget, act: (target: Target) => Promise<void>) {
  const target = app.targets.get(targetId)
  await act(target)
  return target.status()
}

async function* applying(
  target: Target,
  { planId, ...sure }: DeploySure & { readonly planId: string },
  signal = new AbortController().signal,
) {
  yield* target.apply(planId, sure, signal)
  yield { kind: 'progress', doing: 'verifying', done: 0, total: 1 } as const
  const drift = await target.verify()
  yield { kind: 'applied', status: target.status(), drift } as const
}
