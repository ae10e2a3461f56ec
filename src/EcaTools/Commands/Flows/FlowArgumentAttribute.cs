using System.Collections;
using System.Management.Automation;
using EcaTools.Core.Salesforce.OAuth;

namespace EcaTools.Commands.Flows;

/// <summary>Says of the first argument of Test-EcaOAuthFlow that it is a flow, for who wrote an app there.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class FlowArgumentAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        object? value = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        IEnumerable given = value is IEnumerable list and not string ? list : new[] { value };
        foreach (string text in given.OfType<string>())
        {
            if (!Enum.TryParse(text, ignoreCase: true, out OAuthFlow _))
            {
                throw new ArgumentTransformationMetadataException(
                    $"'{text}' is not a flow. Write one of {string.Join(", ", Enum.GetNames<OAuthFlow>())} first and "
                        + "the app second, or pipe the app: Test-EcaOAuthFlow ClientCredentials Billing_ECA."
                );
            }
        }

        return inputData;
    }
}
