using EcaTools.Core.Certificates;
using EcaTools.Core.Inventory;
using EcaTools.Core.Metadata;

namespace EcaTools.Core.Conversion.Mapping;

/// <summary>Carries the elements of one row of the mapping to their targets. An element that it does not place, it
/// loses.</summary>
/// <param name="app">The app.</param>
/// <param name="name">The External Client App's full name.</param>
/// <param name="options">How to convert.</param>
/// <param name="targets">The records to fill.</param>
/// <param name="losses">What is not carried over.</param>
internal sealed class FieldPlacement(
    ConnectedApp app,
    string name,
    ConversionOptions options,
    TargetRecords targets,
    ConversionLosses losses
)
{
    private static readonly NotCarriedOver Again = new(
        "The element stands in the file more than once; the first one counts.",
        "Check which value is meant, and fix the source or the result."
    );

    /// <summary>Places the elements of a row, at least one.</summary>
    public void Apply(FieldMapping row, List<SourceElement> elements)
    {
        switch (row.Transform)
        {
            case FieldTransform.Group:
                PlaceGroups(row, elements);
                return;
            case FieldTransform.List:
                PlaceList(row, elements);
                return;
        }

        SourceElement element = elements[0];
        foreach (SourceElement other in elements.Skip(1))
        {
            losses.Add(other, Again);
        }

        switch (row.Transform)
        {
            case FieldTransform.CallbackUrls:
                Place(row, element, row.To[0], string.Join('\n', ValueFormats.ToCallbackUrls(element.Value)));
                break;
            case FieldTransform.Certificate
                when (CertificatePem.Of(element.Value) ?? Certificate(element.Value.Trim())) is { } pem:
                Place(row, element, row.To[0], pem);
                break;
            case FieldTransform.Certificate:
                losses.Add(
                    element,
                    new NotCarriedOver(
                        "This is not an X.509 certificate in base64 or PEM.",
                        "Fetch the certificate that the callers sign with, and deploy it as the "
                            + "certificate of the global OAuth settings: without it the JWT bearer flow is off."
                    )
                );
                break;
            case FieldTransform.RefreshTokenPolicy:
                PlaceRefreshTokenPolicy(row, element);
                break;
            case FieldTransform.ClientCredentialsFlow:
                PlaceClientCredentialsFlow(row, element);
                break;
            case FieldTransform.ClientCredentialsUser when !IsClientCredentialsFlowOn():
                losses.Add(
                    element,
                    new NotCarriedOver(
                        "The client credentials flow is off, so no user is set that it would run as.",
                        $"None, unless the flow is to be used: then switch it on and choose the user in "
                            + $"Setup > External Client App Manager > {name}."
                    )
                );
                break;
            default:
                PlaceWord(row, element);
                break;
        }
    }

    /// <summary>Copies a value, or the target's word for it.</summary>
    private void PlaceWord(FieldMapping row, SourceElement element)
    {
        TargetElement target = targets.TargetOf(row);
        string given = row.IsBoolean ? ValueFormats.ToBoolean(element.Value) ?? element.Value : element.Value;
        string? value = row.Values is null ? given : row.Values.GetValueOrDefault(given.Trim());
        NotCarriedOver? missing = targets.Missing(target);
        NotCarriedOver? refusal =
            missing ?? (value is null ? targets.NotAWord(element.Value, target) : targets.Unfit(target, ref value));
        if (refusal is not null)
        {
            bool isTold = missing is null && row.Reason.Length > 0;
            losses.Add(
                element,
                row.Excuse(
                    element,
                    isTold ? new NotCarriedOver(losses.Fill(row.Reason), losses.Fill(row.Action)) : refusal
                )
            );
            return;
        }

        targets.Add(target, value!);
        foreach ((TargetElement to, string also) in target == row.To[0] ? row.Also : [])
        {
            if (targets.Missing(to) is null)
            {
                targets.Add(to, also);
            }
        }
    }

    private void PlaceList(FieldMapping row, List<SourceElement> elements)
    {
        TargetElement target = targets.TargetOf(row);
        List<string> items = [];
        HashSet<string> seen = new(StringComparer.Ordinal);
        foreach (SourceElement element in elements)
        {
            string item = element.Value.Trim();
            item = row.Values?.GetValueOrDefault(item) ?? item;
            string? named = row.AreItemsPermissionSets ? PermissionSet(item) : item;
            item = named ?? item;
            NotCarriedOver? refusal =
                targets.Missing(target)
                ?? (
                    named is null || row.ItemPattern?.IsMatch(item) == false
                        ? new NotCarriedOver(losses.Fill(row.Reason), losses.Fill(row.Action))
                        : null
                )
                ?? targets.Unfit(target, ref item);
            if (refusal is not null)
            {
                losses.Add(element, refusal);
            }
            else if (seen.Add(item))
            {
                items.Add(item);
            }
        }

        if (target.Element.IsRepeated)
        {
            items.ForEach(item => targets.Add(target, item));
        }
        else if (items.Count > 0)
        {
            targets.Add(target, string.Join(row.Separator, items));
        }
    }

    /// <summary>
    /// The API name of the permission set that a label stands for; null if that can't be determined. A label may look like
    /// the API name of another permission set, so it is not taken for one unless no permission set has the label and
    /// one has the name.
    /// </summary>
    private string? PermissionSet(string label)
    {
        if (options.PermissionSetNames.TryGetValue(label, out string? apiName))
        {
            return apiName;
        }

        string? same = options.PermissionSetNames.Values.FirstOrDefault(name =>
            name.Equals(label, StringComparison.OrdinalIgnoreCase)
        );
        if (same is not null)
        {
            losses.Note(
                $"'{label}' is the label of no permission set that was found, and the API name of one, "
                    + $"which is the one that is written."
            );
        }

        return same;
    }

    /// <summary>The certificate of a name in the project that the app came from; null if it has none.</summary>
    private string? Certificate(string name)
    {
        string? pem = options.Certificates.TryGetValue(name, out string? text) ? CertificatePem.Of(text) : null;
        if (pem is not null)
        {
            losses.Note($"The Connected App names the certificate '{name}'; it was taken from the project.");
        }

        return pem;
    }

    private void PlaceGroups(FieldMapping row, List<SourceElement> elements)
    {
        // An app that uses several plugins has the groups on each of them.
        TargetElement[] all = [.. row.To.Where(to => targets.Missing(to) is null)];
        TargetElement target = all.FirstOrDefault(row.To.FirstOrDefault(targets.IsWanted) ?? row.To[0]);
        int? max = target.Element.Max;
        MetadataType groupType = MetadataSchema.Default.Find(target.Element.Type)!;
        int placed = 0;
        foreach (SourceElement element in elements)
        {
            NotCarriedOver? refusal =
                targets.Missing(target)
                ?? (
                    placed == max
                        ? new NotCarriedOver(
                            $"{target} holds at most {max}.",
                            "Merge or drop some, or set the rest by other means."
                        )
                        : null
                );
            RecordDraft draft = new(groupType);
            List<(SourceElement Element, NotCarriedOver Why)> left = [];
            foreach (SourceElement inner in element.Children())
            {
                MetadataField field = inner.Field;
                string? to = row.GroupFields!.GetValueOrDefault(field.Name);
                NotCarriedOver? reason;
                if (field.IsSecret)
                {
                    reason = NotCarriedOver.Secret;
                }
                else if (to is null || field.Group is not null)
                {
                    reason = NotCarriedOver.Unknown;
                }
                else if (string.IsNullOrWhiteSpace(field.Value))
                {
                    reason = NotCarriedOver.Empty;
                }
                else if (draft.Has(to))
                {
                    reason = Again;
                }
                else
                {
                    reason = null;
                }

                if (reason is null)
                {
                    draft.Add(to!, field.Value!);
                }
                else
                {
                    left.Add((inner, reason));
                }
            }

            refusal ??= groupType.Elements.Values.FirstOrDefault(required =>
                required.IsRequired && !draft.Has(required.Name)
            )
                is { } lacking
                ? new NotCarriedOver(
                    $"An org refuses it without {lacking.Name}, which has no value in the source.",
                    $"Complete it, and add it to {target} by hand."
                )
                : null;
            if (refusal is not null)
            {
                losses.Add(element, refusal);
                continue;
            }

            foreach (TargetElement to in all)
            {
                targets.Add(to, draft.ToRecord() with { Type = to.Element.Type });
            }

            placed++;
            left.ForEach(lost => losses.Add(lost.Element, lost.Why));
        }
    }

    private void PlaceRefreshTokenPolicy(FieldMapping row, SourceElement element)
    {
        if (ValueFormats.ToRefreshTokenPolicy(element.Value) is not { } policy)
        {
            losses.Add(
                element,
                new NotCarriedOver(
                    "This is not a refresh token policy (infinite, zero, specific_lifetime:N:UNIT, "
                        + "specific_inactivity:N:UNIT).",
                    $"Choose the policy in Setup > External Client App Manager > {name} > Policies > "
                        + $"OAuth Policies; until then the org's default holds."
                )
            );
        }
        else if (Place(row, element, row.To[0], policy.Type) && policy.Period is not null)
        {
            Place(row, element, row.To[1], policy.Period);
            Place(row, element, row.To[2], policy.Unit!);
        }
    }

    private void PlaceClientCredentialsFlow(FieldMapping row, SourceElement element)
    {
        string value = element.Value;
        if (
            IsClientCredentialsFlowOn()
            && string.IsNullOrWhiteSpace(app.Metadata["oauthConfig.oauthClientCredentialUser"])
        )
        {
            value = "false";
            losses.Add(
                element,
                new NotCarriedOver(
                    "The client credentials flow is on, but the metadata names no user that it runs as, "
                        + "and an org refuses the flow without one. It was left off.",
                    $"Choose the user in Setup > External Client App Manager > {name} > Policies, and "
                        + $"switch the flow on in Settings and in Policies."
                )
            );
            element = element with { IsDefault = true };
        }

        // One loss, not one for each switch: they come and go together (v60).
        if (Place(row, element, row.To[0], value))
        {
            Place(row, element, row.To[1], value);
        }
    }

    private bool IsClientCredentialsFlowOn() =>
        ValueFormats.ToBoolean(app.Metadata["oauthConfig.isClientCredentialEnabled"] ?? "") == "true";

    /// <summary>Places a value, or loses its element; true where it was placed.</summary>
    private bool Place(FieldMapping row, SourceElement element, TargetElement target, string value)
    {
        if ((targets.Missing(target) ?? targets.Unfit(target, ref value)) is { } refusal)
        {
            losses.Add(element, row.Excuse(element, refusal));
            return false;
        }

        targets.Add(target, value);
        return true;
    }
}
