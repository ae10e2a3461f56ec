import assert from 'node:assert/strict';
import { test } from 'node:test';
import { callbackUrl, publicApp } from '../support/app.mjs';
import { Connection, OAuth2, deploy, orgWithConnection } from '../support/jsforce.mjs';
import { User } from '../support/user.mjs';

/** The record that blocks a consumer, as Block-ConnectedApp writes it. */
const blockOf = (app) => ({
    fullName: app.name,
    blockedByApiWhitelisting: false,
    consumerKey: app.key,
    consumerName: app.name,
    masterLabel: app.name,
});

test('a blocked consumer loses its session and gets no other, until it is unblocked', async (t) => {
    const app = publicApp();
    const { org, connection } = await orgWithConnection(t);
    await deploy(connection, app.records);
    const oauth2 = new OAuth2({ loginUrl: org.url, clientId: app.key, redirectUri: callbackUrl, useVerifier: true });
    const user = new User(org.username, org.password);
    const back = await user.authorize(oauth2.getAuthorizationUrl({ scope: 'api refresh_token' }));
    const caller = new Connection({ oauth2, version: '66.0' });
    await caller.authorize(back.searchParams.get('code'));
    const { refreshToken } = caller;
    assert.equal((await caller.query('SELECT Name FROM Organization')).totalSize, 1);

    const saved = await connection.metadata.upsert('BlacklistedConsumer', blockOf(app));
    assert.equal(saved.success, true);
    await assert.rejects(caller.query('SELECT Name FROM Organization'));
    await assert.rejects(oauth2.refreshToken(refreshToken), /OAUTH_APPROVAL_ERROR_GENERIC|unexpected error/);

    const gone = await connection.metadata.delete('BlacklistedConsumer', app.name);
    assert.equal(gone.success, true);
    const again = await oauth2.refreshToken(refreshToken);
    assert.ok(again.access_token);
});
