/** Bounds on one message from the network. */
export const MAX_MESSAGE_BYTES = 65_536
export const MAX_HEADERS = 256
export const MAX_LINE_CHARS = 8_192
export const MAX_PARAMETERS = 64
/** A scalar of 32 bits, RFC 3261 §20.19, §8.1.1.5. */
export const MAX_UINT32 = 0xffff_ffff
/** Parts of a multipart body, all levels together, and how deep they may nest. */
export const MAX_BODY_PARTS = 16
export const MAX_BODY_DEPTH = 4
/** RFC 2046 §5.1.1. */
export const MAX_BOUNDARY_CHARS = 70
