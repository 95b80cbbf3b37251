import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import { expect, it } from 'vitest'
import { askForToken } from './customer'
import { sandbox } from './start'

it('gives a verified customer the same subject again, and a bad identity a guest, without an error', async () => {
  const { publicKey, privateKey } = await generateKeyPair('RS256', { extractable: true })
  const keys = { keys: [{ ...(await exportJWK(publicKey)), kid: 'key-1', alg: 'RS256' }] }
  const { url } = await sandbox({ customerIdentity: { issuer: 'our-shop', keys } })
  const identity = (issuer: string, kid?: string) =>
    new SignJWT({})
      .setProtectedHeader({ alg: 'RS256', ...(kid === undefined ? {} : { kid }) })
      .setIssuer(issuer)
      .setSubject('customer-7')
      .setIssuedAt()
      .setExpirationTime('5m')
      .sign(privateKey)
  const subject = async (token: string) => {
    const answer = await askForToken(
      url,
      { authorizationType: 'JWT', customerIdentityToken: token },
      'authenticated',
    )
    expect(answer.status).toBe(200)
    return (await answer.json()).context.endUser.subject
  }

  expect(await subject(await identity('our-shop', 'key-1'))).toBe('v2/iamessage/AUTH/Default/uid:customer-7')
  expect(await subject(await identity('our-shop', 'key-1'))).toBe('v2/iamessage/AUTH/Default/uid:customer-7')
  expect(await subject(await identity('another-shop', 'key-1'))).toMatch('/ANON/')
  expect(await subject(await identity('our-shop'))).toMatch('/ANON/')
  expect(await subject('nonsense')).toMatch('/ANON/')
})
