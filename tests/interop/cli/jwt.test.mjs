import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { jwtApp } from '../support/app.mjs';
import { connect, deploy } from '../support/jsforce.mjs';
import { startOrg } from '../support/practice-org.mjs';
import { SalesforceCli } from '../support/salesforce-cli.mjs';

async function orgWithJwtApp(t) {
    const [org, cli] = await Promise.all([startOrg(t), SalesforceCli.create(t)]);
    const app = jwtApp();
    await deploy(connect(org), app.records);
    const login = async (username, privateKey, ok) => {
        const file = path.join(cli.home, 'server.key');
        await writeFile(file, privateKey, { mode: 0o600 });
        return cli.run(
            ['org', 'login', 'jwt', '--client-id', app.key, '--jwt-key-file', file, '--username', username, '--instance-url', org.url, '--alias', 'ci', '--set-default'],
            { ok });
    };

    return { org, cli, app, login };
}

test('org login jwt logs in with the key of the app\'s certificate, and works from then on', async (t) => {
    const { org, cli, app, login } = await orgWithJwtApp(t);
    const { result } = await login(org.username, app.privateKey, true);
    assert.equal(result.username, org.username);
    assert.equal(result.orgId, org.orgId);
    const rows = await cli.run(['data', 'query', '--query', 'SELECT Name FROM Organization']);
    assert.equal(rows.result.records[0].Name, 'Harbourline Freight');
});

test('org login jwt is refused with another key, and for a user without access', async (t) => {
    const { org, app, login } = await orgWithJwtApp(t);
    const key = await login(org.username, jwtApp().privateKey, false);
    assert.match(key.message, /invalid client credentials|invalid assertion/);
    const user = await login('farid.haddad@harbourline.example.com', app.privateKey, false);
    assert.match(user.message, /user is not admin approved to access this app/);
});
