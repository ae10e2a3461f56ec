using System.Collections.Immutable;
using EcaTools.Core.Linting.Rules;
using EcaTools.Core.Linting.Scoring;
using EcaTools.Core.Metadata;

namespace EcaTools.Core.Linting;

/// <summary>The checks that look at several files: what belongs to what, and what must agree.</summary>
internal sealed class FolderChecks(LintRules rules)
{
    /// <summary>All that does not fit together among the files.</summary>
    /// <param name="files">The files that were read, in the order of the findings.</param>
    public IEnumerable<LintFinding> Check(IReadOnlyList<LintedFile> files)
    {
        HashSet<string> apps = [.. files.Where(file => file.Type == EcaType.App).Select(file => file.FullName)];
        HashSet<string> labels =
        [
            .. files
                .Where(file => file.Type == EcaType.App)
                .Select(file => file[LintedFile.Label]?.Value?.Trim())
                .OfType<string>(),
        ];
        foreach (
            LintedFile file in files.Where(file =>
                file.Type != EcaType.App && file.Owner.Length > 0 && !apps.Contains(file.Owner)
            )
        )
        {
            if (!EcaType.MayNameLabel(file.Type) || !labels.Contains(file.Owner))
            {
                yield return rules[LintRuleId.AppMissing]
                    .At(
                        file.Path,
                        file[EcaType.Owner]!.Line,
                        EcaType.Owner,
                        $"The folder has no External Client App '{file.Owner}'."
                    );
            }
        }

        HashSet<string> withSaml =
        [
            .. files.Where(file => file.Type == EcaType.SamlPolicies).Select(file => file.Owner),
        ];
        foreach (
            IGrouping<string, LintedFile> app in files
                .Where(file => file.Owner.Length > 0)
                .GroupBy(file => file.Owner, StringComparer.Ordinal)
        )
        {
            foreach (LintFinding finding in CheckSecondRecords(app).Concat(CheckParts(new Parts([.. app]), withSaml)))
            {
                yield return finding;
            }
        }
    }

    private IEnumerable<LintFinding> CheckSecondRecords(IGrouping<string, LintedFile> app) =>
        from kind in app.Where(file => EcaType.OneForEachApp.Contains(file.Type, StringComparer.Ordinal))
            .GroupBy(file => file.Type, StringComparer.Ordinal)
        let first = kind.First()
        from second in kind.Skip(1)
        select rules[LintRuleId.SecondRecord]
            .At(
                second.Path,
                second[EcaType.Owner]!.Line,
                EcaType.Owner,
                $"'{app.Key}' has {kind.Key} already: {Path.GetFileName(first.Path)}."
            );

    private IEnumerable<LintFinding> CheckParts(Parts app, HashSet<string> withSaml)
    {
        if (app is { App: { } file, Settings: null, Global: null } && !IsWithoutOauth(app, withSaml))
        {
            yield return rules[LintRuleId.AppWithoutSettings]
                .At(file.Path, 0, null, $"No OAuth settings in the folder name '{file.FullName}'.");
        }

        if (app is { Settings: { } settings, Global: null })
        {
            yield return rules[LintRuleId.SettingsWithoutGlobal]
                .At(settings.Path, 0, null, $"No global OAuth settings in the folder name '{settings.Owner}'.");
        }

        if (
            app.Settings is { } linked
            && linked[LintedFile.Link] is { } link
            && app.App?[LintedFile.DistributionState]?.Value?.Trim() is not "Packaged"
        )
        {
            yield return RecordChecks.OfLink(rules, linked.Path, link);
        }

        if (app.Global is { } global)
        {
            foreach (LintFinding finding in CheckGlobal(app, global))
            {
                yield return finding;
            }
        }

        foreach (LintFinding finding in CheckPolicyNames(app).Concat(CheckSwitches(app)))
        {
            yield return finding;
        }
    }

    private static bool IsWithoutOauth(Parts app, HashSet<string> withSaml) =>
        withSaml.Contains(app.App!.FullName)
        || (app.App[LintedFile.Label]?.Value is { } label && withSaml.Contains(label.Trim()))
        || app.Policies?[LintedFile.OauthPlugin]?.Value?.Trim() is "false" or "0";

    private IEnumerable<LintFinding> CheckGlobal(Parts app, LintedFile global)
    {
        if (app.Settings is null)
        {
            yield return rules[LintRuleId.GlobalWithoutSettings]
                .At(
                    global.Path,
                    global[EcaType.Owner]!.Line,
                    EcaType.Owner,
                    $"No OAuth settings in the folder name '{global.Owner}'."
                );
        }

        if (global[LintedFile.Certificate] is { } certificate)
        {
            if (app.Settings is { } settings && !Has(settings[LintedFile.Scopes], "RefreshToken"))
            {
                yield return rules[LintRuleId.JwtWithoutRefreshToken]
                    .At(
                        settings.Path,
                        settings[LintedFile.Scopes]?.Line ?? 0,
                        LintedFile.Scopes,
                        $"{Path.GetFileName(global.Path)} has a certificate, and '{LintedFile.Scopes}' "
                            + $"has no RefreshToken."
                    );
            }

            if (
                app.OauthPolicies is null
                || !Has(app.OauthPolicies[LintedFile.PermittedUsers], "AdminApprovedPreAuthorized")
            )
            {
                yield return rules[LintRuleId.JwtOfAnyUser]
                    .At(
                        global.Path,
                        certificate.Line,
                        certificate.Name,
                        app.OauthPolicies is { } open
                            ? $"There is a certificate, and {Path.GetFileName(open.Path)} pre-authorizes nobody."
                            : "There is a certificate, and no OAuth policies in the folder pre-authorize anybody."
                    );
            }
        }

        bool isOn = global.IsOn(LintedFile.ClientCredentials);
        if (isOn != (app.OauthPolicies?.IsOn(LintedFile.ClientCredentials) ?? false))
        {
            LintedFile on = isOn ? global : app.OauthPolicies!;
            LintedFile? off = isOn ? app.OauthPolicies : global;
            yield return rules[LintRuleId.ClientCredentialsInOnePlace]
                .At(
                    on.Path,
                    on[LintedFile.ClientCredentials]!.Line,
                    LintedFile.ClientCredentials,
                    off is null
                        ? $"'{LintedFile.ClientCredentials}' is true, and there are no OAuth policies in "
                            + $"the folder that say so."
                        : $"'{LintedFile.ClientCredentials}' is true here and not in {Path.GetFileName(off.Path)}."
                );
        }
    }

    private IEnumerable<LintFinding> CheckPolicyNames(Parts app)
    {
        if (
            app is { OauthPolicies: { } oauth, Settings: { } settings }
            && !Is(oauth, $"{settings.FullName}_defaultPolicy", $"{oauth.Owner}_oauthPlcy")
        )
        {
            yield return PolicyName(oauth, $"{settings.FullName}_defaultPolicy");
        }

        if (app.Policies is { } policies && !Is(policies, $"{policies.Owner}_defaultPolicy", $"{policies.Owner}_plcy"))
        {
            yield return PolicyName(policies, $"{policies.Owner}_defaultPolicy");
        }

        static bool Is(LintedFile file, string deployed, string inSetup) =>
            file.FullName == deployed || file.FullName == inSetup;
    }

    /// <summary>Where the policies of the app are there, they must switch on what the other files set up. SAML policies
    /// that name a label are not the app's here.</summary>
    private IEnumerable<LintFinding> CheckSwitches(Parts app) =>
        from policies in app.Policies is { } there ? [there] : Array.Empty<LintedFile>()
        from part in app.All
        let plugin = LintedFile.SwitchOf(part.Type)
        where
            plugin is not null
            && !policies.IsOn(plugin)
            && !(plugin == LintedFile.OauthPlugin && policies[plugin] is null)
        select rules[LintRuleId.PluginSwitchedOff]
            .At(
                policies.Path,
                policies[plugin]?.Line ?? 0,
                plugin,
                $"'{plugin}' is not true, and {Path.GetFileName(part.Path)} needs it."
            );

    private LintFinding PolicyName(LintedFile file, string proposed) =>
        rules[LintRuleId.UnmatchedPolicyName]
            .At(file.Path, 0, null, $"An org names these policies '{proposed}', or as Setup does.");

    private static bool Has(MetadataField? list, string item) =>
        (list?.Value ?? "").Split(',', StringSplitOptions.TrimEntries).Contains(item, StringComparer.Ordinal);

    /// <summary>The files of one app, the first of each type.</summary>
    private sealed class Parts(LintedFile[] files)
    {
        public IEnumerable<LintedFile> All => files;

        public LintedFile? App { get; } = Of(files, EcaType.App);

        public LintedFile? Settings { get; } = Of(files, EcaType.OauthSettings);

        public LintedFile? Global { get; } = Of(files, EcaType.GlobalOauthSettings);

        public LintedFile? OauthPolicies { get; } = Of(files, EcaType.OauthPolicies);

        public LintedFile? Policies { get; } = Of(files, EcaType.Policies);

        private static LintedFile? Of(LintedFile[] files, string type) => Array.Find(files, file => file.Type == type);
    }
}
