using System.Globalization;
using EcaTools.Core.Rotation;
using EcaTools.Core.Salesforce;

namespace EcaTools.Commands.Credentials;

/// <summary>What -WhatIf and -Verbose say of a plan.</summary>
internal static class RotationText
{
    /// <summary>The consumer and all the steps, a line for each.</summary>
    public static string Describe(string action, EcaOrg org, KeyRotationPlan plan) => string.Join(
        Environment.NewLine,
        [$"{action} of {plan.Consumer} in {org.Alias} ({org.OrgType}):", .. plan.Steps.Select((step, i) => string.Create(CultureInfo.InvariantCulture, $"  {i + 1}. {step}"))]);
}
