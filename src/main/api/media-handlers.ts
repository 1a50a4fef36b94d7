import { mediaChange } from '../media/upload-media.ts'
import { RefusedError } from '../store/errors.ts'
import { api } from './base.ts'

export const mediaHandlers = {
  upload: api.media.upload.handler(async ({ context, input }) => {
    const { mediaId, ...wanted } = await mediaChange(input, context.app.design())
    return { change: context.app.change((design) => design.apply(wanted)), mediaId }
  }),
  audio: api.media.audio.handler(({ context, input }) => {
    const design = context.app.design()
    const media = design.document(input.mediaId)
    const blob = media?.kind === 'media' && media.sha256 !== null ? design.blob(media.sha256) : undefined
    if (!blob) {
      throw new RefusedError(
        { code: 'NOT_FOUND', data: { id: input.mediaId } },
        media ? `"${media.name}" holds no sound yet.` : `There is no media ${input.mediaId}.`,
      )
    }
    return { base64: Buffer.from(blob.bytes).toString('base64'), mimeType: blob.mimeType }
  }),
}
