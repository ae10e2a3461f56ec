using EcaTools.Core;

namespace EcaTools.Commands.Credentials;

/// <summary>The errors of the credential cmdlets themselves.</summary>
internal static class CredentialsCommandErrors
{
    public static EcaException KeyMapNotUsable(string reason, Exception? cause = null) =>
        FileErrors.DocumentInvalid(
            $"The key map can't be used: {reason.TrimEnd('.')}.",
            "Give a hashtable @{ old = new }, a CSV file with the columns OldKey and NewKey, a JSON "
                + "object of old and new keys, or what Publish-EcaMetadata or Get-ExternalClientApp writes.",
            cause
        );

    public static EcaException KeyMapMatchesNothing(int mentions) =>
        ParameterErrors.ParameterInvalid(
            $"None of the keys in the key map, old or new, is among the {mentions} places that were piped "
                + $"in, so nothing was replaced.",
            "Map consumer keys in a hashtable, not app names: @{ oldConsumerKey = newConsumerKey }. To "
                + "map by app, give what Publish-EcaMetadata or Get-ExternalClientApp writes."
        );

    public static EcaException OldKeysNotKnown() =>
        ParameterErrors.ParameterMissing(
            "The key map names apps, and it is not known which keys these had, so nothing was searched.",
            "Give the Connected Apps with -ConnectedApp, or pipe what Find-EcaConsumerKey found for them."
        );
}
