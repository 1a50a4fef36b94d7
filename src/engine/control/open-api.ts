import type { IncomingMessage, ServerResponse } from 'node:http'
import { OpenAPIGenerator } from '@orpc/openapi'
import { OpenAPIHandler } from '@orpc/openapi/node'
import { BodyLimitPlugin } from '@orpc/server/node'
import { ZodToJsonSchemaConverter } from '@orpc/zod/zod4'
import { controlContract } from './contract.ts'
import type { ControlContext } from './implement-control.ts'
import { controlRouter } from './router.ts'

export interface OpenApi {
  /** False when there is no such endpoint. */
  handle(request: IncomingMessage, response: ServerResponse, context: ControlContext): Promise<boolean>
  /** The API's own description, JSON. */
  describe(): Promise<string>
}

/** The contract over HTTP under /api. Loaded with the first HTTP request: the app speaks WebSocket, and an engine should be up fast. */
export function createOpenApi(about: { readonly version: string; readonly maxBodyBytes: number }): OpenApi {
  const { version, maxBodyBytes } = about
  const handler = new OpenAPIHandler(controlRouter, { plugins: [new BodyLimitPlugin({ maxBodySize: maxBodyBytes })] })
  return {
    async handle(request, response, context) {
      const { matched } = await handler.handle(request, response, { prefix: '/api', context })
      return matched
    },
    async describe() {
      const generator = new OpenAPIGenerator({ schemaConverters: [new ZodToJsonSchemaConverter()] })
      const document = await generator.generate(controlContract, {
        info: { title: 'Callwright engine', version },
        servers: [{ url: '/api' }],
        security: [{ token: [] }],
        components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } },
      })
      return JSON.stringify(document)
    },
  }
}
