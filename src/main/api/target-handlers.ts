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
  deployments: api.targets.deployments.handler(({ context, input }) =>
    context.app.targets.get(input.targetId).deployments(),
  ),
  runAgain: api.targets.runAgain.handler(({ context, input: { bundleId, note, ...to } }) =>
    after(context, to, (target) => target.runAgain(bundleId, note)),
  ),
  discover: api.targets.discover.handler(({ context }) => context.app.appliances.discover()),
  look: api.targets.look.handler(({ context, input }) => context.app.appliances.look(input.address)),
  pair: api.targets.pair.handler(async ({ context, input }) => (await context.app.appliances.pair(input)).about),
  change: api.targets.change.handler(
    ({ context, input: { targetId, ...fields } }) => context.app.appliances.change(targetId, fields).about,
  ),
  remove: api.targets.remove.handler(async ({ context, input }) => ({
    gaveBack: await context.app.appliances.remove(input.targetId),
  })),
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
