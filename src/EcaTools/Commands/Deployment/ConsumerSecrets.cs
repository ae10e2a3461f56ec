using System.Collections;
using System.Collections.Immutable;
using System.Management.Automation;
using System.Security;
using EcaTools.Core.Credentials;
using EcaTools.Core.Salesforce;

namespace EcaTools.Commands.Deployment;

/// <summary>Finds the consumer secrets of apps: those that the user gave, or else the org's.</summary>
/// <param name="org">The org.</param>
/// <param name="given">What the user gave, by the names of the apps.</param>
internal sealed class ConsumerSecrets(EcaOrg org, Hashtable? given)
{
    private readonly CredentialClient _client = new(org);

    /// <summary>A value of a hash table as the secret that it is, also in the wrapper that PowerShell puts around it;
    /// null if it is none.</summary>
    public static SecureString? Of(object? value) =>
        (value is PSObject wrapped ? wrapped.BaseObject : value) as SecureString;

    /// <summary>The secret of an app.</summary>
    /// <param name="app">The app's full name.</param>
    /// <param name="consumerKey">The key that the secret belongs to.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="Core.EcaException">An error of the credentials API, such as
    /// <c>SecretAccessDenied</c>.</exception>
    public async Task<SecureString> FindAsync(string app, string consumerKey, CancellationToken cancellation)
    {
        if (Of(given?[app]) is { } secret)
        {
            return secret;
        }

        EcaAppIdentity identity = await _client.FindAsync(new EcaAppIdentity(app), cancellation);
        ImmutableArray<EcaConsumer> consumers = await _client.ListConsumersAsync(identity, cancellation);
        EcaConsumer consumer = consumers.FirstOrDefault(item => item.ConsumerKey == consumerKey) ?? consumers[0];
        return (await _client.GetCurrentAsync(consumer, cancellation)).Secret;
    }
}
