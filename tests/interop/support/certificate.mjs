import { createSign, generateKeyPairSync, randomBytes } from 'node:crypto';

// Just enough DER (ITU-T X.690) for a self-signed X.509 certificate (RFC 5280): no program has to be there to make one.
const tag = { integer: 0x02, bits: 0x03, none: 0x05, oid: 0x06, utf8: 0x0c, sequence: 0x30, set: 0x31, utcTime: 0x17, version: 0xa0 };
const sha256WithRsa = Buffer.from('2a864886f70d01010b', 'hex');
const commonName = Buffer.from('550403', 'hex');

function der(kind, ...parts) {
    const body = Buffer.concat(parts);
    const size = [];
    for (let left = body.length; left > 0; left >>>= 8) {
        size.unshift(left & 0xff);
    }

    return Buffer.concat([Buffer.from(body.length < 128 ? [kind, body.length] : [kind, 0x80 | size.length, ...size]), body]);
}

const utc = (date) => der(tag.utcTime, Buffer.from(date.toISOString().replace(/\.\d+|[-:T]/g, '').slice(2)));

/** A new RSA key and a certificate for it, valid on any day until 2049. @returns privateKey and certificate as PEM. */
export function newCertificate(name) {
    const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const algorithm = der(tag.sequence, der(tag.oid, sha256WithRsa), der(tag.none));
    const subject = der(tag.sequence, der(tag.set, der(tag.sequence, der(tag.oid, commonName), der(tag.utf8, Buffer.from(name)))));
    const serial = randomBytes(8);
    serial[0] = (serial[0] & 0x3f) | 0x40;
    const content = der(tag.sequence,
        der(tag.version, der(tag.integer, Buffer.from([2]))),
        der(tag.integer, serial),
        algorithm,
        subject,
        der(tag.sequence, utc(new Date('2001-01-01')), utc(new Date('2049-01-01'))),
        subject,
        publicKey.export({ type: 'spki', format: 'der' }));
    const signature = createSign('sha256').update(content).sign(privateKey);
    const whole = der(tag.sequence, content, algorithm, der(tag.bits, Buffer.from([0]), signature));
    const lines = whole.toString('base64').match(/.{1,64}/g).join('\n');
    return {
        privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }),
        certificate: `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----`,
    };
}
