/** Of Node and OpenSSL. */
const reasons: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED: 'it has expired',
  CERT_NOT_YET_VALID: 'it is not valid yet',
  CERT_REVOKED: 'it was taken back',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'it is signed by itself',
  SELF_SIGNED_CERT_IN_CHAIN: 'no authority that is trusted has signed it',
  UNABLE_TO_GET_ISSUER_CERT: 'no authority that is trusted has signed it',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'no authority that is trusted has signed it',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'no authority that is trusted has signed it',
  INVALID_PURPOSE: 'it is not for servers',
  ERR_TLS_CERT_ALTNAME_INVALID: 'it is for another name',
}

/** Why a TLS connection that we opened did not come about, in a sentence where the certificate of `name` is the reason. */
export function certificateRefusal(error: Error, name: string): Error {
  const reason = reasons['code' in error ? String(error.code) : '']
  return reason === undefined ? error : new Error(`the certificate of ${name} is refused: ${reason}`, { cause: error })
}
