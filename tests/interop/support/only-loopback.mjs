// Loaded before a client: it finds no host by name but this machine. Where a login is refused, the Salesforce CLI goes on to Salesforce's own.
import dns from 'node:dns';
import { isIP } from 'node:net';
import { promisify } from 'node:util';

const find = dns.lookup;
const isHere = (host) => isIP(host) !== 0 || host === 'localhost' || host.endsWith('.localhost');
const refusal = (host) => Object.assign(new Error(`getaddrinfo ENOTFOUND ${host}`), { code: 'ENOTFOUND', syscall: 'getaddrinfo', hostname: host });

dns.lookup = (host, options, answer) => {
    if (isHere(host)) {
        find(host, options, answer);
    } else {
        process.nextTick(answer ?? options, refusal(host));
    }
};
dns.lookup[promisify.custom] = async (host, options) => {
    if (isHere(host)) {
        return promisify(find)(host, options);
    }

    throw refusal(host);
};
