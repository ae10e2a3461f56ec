using System.Globalization;
using System.Text.RegularExpressions;
using EcaTools.PracticeOrg.Embedded;
using EcaTools.PracticeOrg.Metadata.Schema;

namespace EcaTools.PracticeOrg.Metadata.Rules;

/// <summary>What the org enforces for a metadata type beyond its schema. This base serves the types without rules of
/// their own.</summary>
internal partial class RecordRules
{
    private const int MaximumNameLength = 80;

    /// <summary>Completes the record, or refuses it.</summary>
    /// <exception cref="MetadataProblem">The org refuses the record.</exception>
    public virtual void Check(SaveContext save) { }

    /// <exception cref="MetadataProblem">The org keeps the record.</exception>
    public virtual void CheckDelete(StoredRecord record) { }

    /// <summary>The rule for names that Salesforce states in the same words for every developer name.</summary>
    protected static void CheckName(SaveContext save)
    {
        if (save.FullName.Length > MaximumNameLength || !DeveloperName().IsMatch(save.FullName))
        {
            throw save.Problem(
                "INVALID_FULL_NAME",
                $"The {save.Type.Name} API Name can only contain underscores and alphanumeric characters. It must be unique, begin with a letter, not include spaces, not end with an underscore, and not contain two consecutive underscores."
            );
        }
    }

    /// <summary>The record must belong to an ECA that is there, and be the only one of its type, unless
    /// <paramref name="several"/>.</summary>
    protected static StoredRecord CheckParent(
        SaveContext save,
        string duplicateField = "ExternalClientApplicationId",
        bool several = false
    )
    {
        CheckName(save);
        StoredRecord parent =
            save.State.Find("ExternalClientApplication", save.Parent)
            ?? throw save.Problem(
                "INVALID_CROSS_REFERENCE_KEY",
                $"In field: externalClientApplication - no ExternalClientApplication named {save.Parent} found",
                "externalClientApplication"
            );
        if (
            !several
            && save.State.SatelliteOf(parent.FullName, save.Type.Name) is { } other
            && other.FullName != save.FullName
        )
        {
            throw save.Problem("DUPLICATE_VALUE", $"{duplicateField} duplicates value on {other.FullName}");
        }

        return parent;
    }

    /// <summary>A username must be that of an active user.</summary>
    protected static bool IsActiveUser(SaveContext save, string username) =>
        save.World.FindUser(username) is { } user && user["IsActive"] is true;

    /// <summary>Permission sets and profiles are named by API name and by name; ids are refused (field report; the
    /// documentation says ids).</summary>
    protected static void CheckAssignments(SaveContext save)
    {
        foreach (string name in save.Split("commaSeparatedPermissionSet"))
        {
            if (
                save.State.Find("PermissionSet", name) is null
                && !save.World.Rows("PermissionSet").Any(r => r.Text("Name") == name)
            )
            {
                throw save.Problem(
                    "INVALID_FIELD",
                    $"We couldn't find permission sets called {name}",
                    "commaSeparatedPermissionSet"
                );
            }
        }

        foreach (string name in save.Split("commaSeparatedProfile"))
        {
            if (!save.World.Rows("Profile").Any(r => r.Text("Name") == name))
            {
                // The words for profiles are UNCONFIRMED; they follow those for permission sets.
                throw save.Problem(
                    "INVALID_FIELD",
                    $"We couldn't find profiles called {name}",
                    "commaSeparatedProfile"
                );
            }
        }
    }

    protected static void CheckCount(SaveContext save, string element, int maximum)
    {
        if (save.Content.Elements(MetadataXml.Namespace + element).Count() > maximum)
        {
            throw save.Problem("LIMIT_EXCEEDED", $"You can't have more than {maximum} {element}", element);
        }
    }

    protected static void CheckRange(SaveContext save, string? text, string element, int lowest, int highest)
    {
        if (
            text is not null
            && (
                !int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value)
                || value < lowest
                || value > highest
            )
        )
        {
            throw save.Problem("NUMBER_OUTSIDE_VALID_RANGE", $"{element} must be between {lowest} and {highest}");
        }
    }

    [GeneratedRegex(
        @"^[A-Za-z](?:_?[A-Za-z0-9])*\z",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex DeveloperName();
}
