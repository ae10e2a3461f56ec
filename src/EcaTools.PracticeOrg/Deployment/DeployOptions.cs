using EcaTools.PracticeOrg.Http;

namespace EcaTools.PracticeOrg.Deployment;

/// <summary>The options of a deploy that this org heeds.</summary>
internal sealed record DeployOptions(bool CheckOnly, bool IgnoreWarnings, bool RollbackOnError, bool SinglePackage)
{
    /// <summary>The fault that meets this deploy.</summary>
    public DeploySabotage? Sabotage { get; init; }

    /// <summary>Production orgs want rollbackOnError, and it is what the tools send; the API's own default is
    /// false.</summary>
    public static DeployOptions Read(Func<string, string?> option) =>
        new(
            option("checkOnly") == "true",
            option("ignoreWarnings") == "true",
            option("rollbackOnError") == "true",
            option("singlePackage") == "true"
        );
}
