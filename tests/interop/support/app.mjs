import { newCertificate } from './certificate.mjs';
import { appRecords } from './project.mjs';

/** A permission set that the administrator of the demo has. */
const preAuthorized = { permittedUsersPolicyType: 'AdminApprovedPreAuthorized', commaSeparatedPermissionSet: 'Finance_Read' };

export const callbackUrl = 'https://app.example.com/callback';

/** An app whose consumer key its maker chose. `global`, `policies` and `oauth` set fields of its records. @returns name, key and records. */
export function clientApp({ name = 'Depot_Display_ECA', key = 'depot.display.consumer.key', global = {}, policies = {}, oauth = {} } = {}) {
    return {
        name,
        key,
        records: appRecords(name, {
            ExtlClntAppOauthSettings: { commaSeparatedOauthScopes: 'Basic, Api, OpenID, RefreshToken', ...oauth },
            ExtlClntAppGlobalOauthSettings: { callbackUrl, consumerKey: key, ...global },
            ExtlClntAppOauthConfigurablePolicies: policies,
        }),
    };
}

/** A public client, as a desktop or a mobile app is: no secret, PKCE required. */
export function publicApp(callback = callbackUrl, global = {}) {
    return clientApp({ global: { callbackUrl: callback, isConsumerSecretOptional: true, isSecretRequiredForRefreshToken: false, isPkceRequired: true, ...global } });
}

/** An app that vouches for users with its certificate. @returns the app and the certificate's private key. */
export function jwtApp() {
    const { privateKey, certificate } = newCertificate('Depot Display');
    return { ...clientApp({ global: { certificate }, policies: preAuthorized }), privateKey };
}
