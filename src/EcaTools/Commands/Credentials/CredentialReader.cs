using System.Collections.ObjectModel;
using System.Management.Automation;
using EcaTools.Core.Delivery;

namespace EcaTools.Commands.Credentials;

/// <summary>Reads a pair out of what a command gave back.</summary>
internal static class CredentialReader
{
    /// <summary>The pair; null where nothing was given back.</summary>
    /// <param name="output">What was given back.</param>
    /// <param name="target">The place, for the error.</param>
    /// <exception cref="Core.EcaException"><c>DeliveryFailed</c>: it is not one PSCredential.</exception>
    public static DeliveredCredential? Read(Collection<PSObject> output, string target) =>
        output.Where(item => item is not null).ToArray() switch
        {
            [] => null,
            [{ BaseObject: PSCredential credential }] => new DeliveredCredential(
                credential.UserName,
                credential.Password
            ),
            [var other] => throw DeliveryCommandErrors.ReadBackNotCredential(target, other.BaseObject.GetType().Name),
            var many => throw DeliveryCommandErrors.ReadBackNotCredential(target, $"{many.Length} objects"),
        };
}
